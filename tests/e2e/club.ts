// A space whose members decide on boats, for the tests of what happens at the same moment or half-way.
import { type Client, invoke, type TestStack } from "../support/stack.ts";

/** How many people the club has, its owner included. */
export const VOTERS = 12;

/** A space with its owner and members, and a way to open a poll in it. */
export async function club(stack: TestStack) {
  const people = await Promise.all(
    Array.from({ length: VOTERS }, (_, n) => stack.signUp(`voter${n}`)),
  );
  const owner = people[0]!;
  const { data: space } = await owner.rpc("create_space", {
    name: "Rowing Club",
    slug: "rowing-club",
  })
    .throwOnError();
  await stack.sql`
    insert into public.space_members (space_id, profile_id, status, joined_at)
    select ${space!.id}, p.id, 'active', now() from public.profiles p
    on conflict do nothing`;
  const asked = {
    space: space!.id,
    title: "Which boat?",
    modality: "plurality",
    options: ["The eight", "The four"],
  };
  const open = async () => {
    const { data } = await owner.rpc("create_poll", asked).throwOnError();
    await owner.rpc("open_poll", { poll: data!.id }).throwOnError();
    return data!.id;
  };
  /** A poll for votes that were cast on paper. */
  const openImport = async () => {
    const paper = { ...asked, source: "Paper ballots", electorate: 30_000 };
    const { data } = await owner.rpc("create_import", paper).throwOnError();
    await owner.rpc("open_poll", { poll: data!.id }).throwOnError();
    return data!.id;
  };
  return { people, owner, space: space!.id, open, openImport };
}

/** Votes. */
export const cast = (client: Client, poll: string, choice: number) =>
  invoke(client, `votes/polls/${poll}/ballot`, "POST", { choice });

/** Takes a poll a step further. */
export const run = (client: Client, poll: string, step: "close" | "tally" | "publish") =>
  invoke(client, `tallies/polls/${poll}/${step}`, "POST");
