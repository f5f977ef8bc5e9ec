import { sha256Hex } from "./canonical.ts";

/**
 * The published seed of a poll, in hex: SHA-256 over the poll id and its option ids, sorted by code
 * unit (`collate "C"` in SQL), joined by newlines. Listing the options otherwise changes nothing.
 */
export function tieSeed(pollId: string, optionIds: readonly string[]): string {
  return sha256Hex([pollId, ...optionIds.toSorted()].join("\n"));
}

/**
 * Draws lots among equals: the function returned sorts positions by SHA-256(seed, newline, option
 * id), smallest hex first. Without ids a position stands for itself, and only then does the draw
 * depend on how the options are listed.
 */
export function drawBySeed(seed: string, optionIds: readonly string[]) {
  const lots = optionIds.map((id) => sha256Hex(`${seed}\n${id}`));
  return (positions: readonly number[]): number[] =>
    positions.toSorted((a, b) => (lots[a]! < lots[b]! ? -1 : 1));
}
