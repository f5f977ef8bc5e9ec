import type { z } from "zod";
import type { Json } from "./canonical.ts";
import { ensure, InvalidChoice, parse, VotingError } from "./errors.ts";

/** Equal ballots counted together: their choice, summed weight in micro-votes, and number. */
export interface Group<Choice = unknown> {
  choice: Choice;
  weight: bigint;
  count: number;
}

/**
 * What only the seed decided: the options that drew lots, and those it favoured (positions).
 * `stage` says for what: `seats`, or the step of a method that has several.
 */
export interface Tie {
  stage: string;
  coWinners: number[];
  chosen: number[];
}

/**
 * Option positions: the winners after every tie-break, strongest first, and all options in tiers,
 * best first, where options that the method itself cannot tell apart share a tier.
 */
export interface Outcome {
  winners: number[];
  ranking: number[][];
  ties: Tie[];
}

/** A count: its outcome, the ballots and micro-votes in it, and what the method adds. */
export type Result<Name, Detail> =
  & { method: Name; ballots: number; weight: bigint }
  & Outcome
  & Detail;

/** What goes into a count: places to fill, ballots, and the draw among equals. */
export interface BallotBox<Choice = unknown> {
  seats: number;
  groups: readonly Group<Choice>[];
  draw(positions: readonly number[]): number[];
}

/** A ballot box of parsed choices, with the poll's option count and completed parameters. */
export interface Election<Choice, Parameters> extends BallotBox<Choice> {
  options: number;
  parameters: Parameters;
}

/** All that one method states about itself. */
export interface Rules<Name, Choice, Parameters, Detail> {
  name: Name;
  /** One sentence for whoever chooses a method. */
  description: string;
  /** The only shape of poll the method can count, where there is one. */
  fixed?: { options?: number; seats?: number };
  /** The most seats it can fill; as many as there are options unless told. */
  maxSeats?: number;
  parameters: z.ZodType<Parameters>;
  /** Defaults that differ where ballots do not all weigh one vote. */
  whenWeighted?: Partial<Parameters>;
  choice(options: number, parameters: Parameters): z.ZodType<Choice>;
  count(election: Election<Choice, Parameters>): Outcome & Detail;
}

/** A method, ready for one poll's option count and parameters. */
export interface Prepared<Name, Detail> {
  /** The canonical choice. Throws InvalidChoice. */
  choice(input: unknown): Json;
  /** Throws InvalidChoice on the first group whose choice is not valid. */
  count(box: BallotBox): Result<Name, Detail>;
}

/** A method as the engine sees it; its own types stay inside. */
export interface Method<Name, Detail> {
  name: Name;
  description: string;
  /** The only shape of poll it can count, where there is one. */
  fixed: { options?: number; seats?: number };
  /** The most seats it can fill; undefined: as many as there are options. */
  maxSeats: number | undefined;
  /** What its parameters look like, with defaults and bounds. */
  parameterSchema: z.ZodType;
  /** What a choice looks like. Throws as `prepare`. */
  choiceSchema(options: number, parameters: unknown): z.ZodType;
  /** Parameters completed with their defaults. Throws `invalid_parameters`. */
  parameters(input: unknown, weighted?: boolean): Json;
  /** Throws `invalid_parameters` and `invalid_election`. */
  prepare(options: number, parameters: unknown): Prepared<Name, Detail>;
}

/** Makes a method of its rules: every choice and parameter is parsed before the rules see it. */
export function defineMethod<
  const Name extends string,
  Choice extends Json,
  Parameters extends { [key: string]: Json },
  Detail,
>(rules: Rules<Name, Choice, Parameters, Detail>): Method<Name, Detail> {
  const parseParameters = (input: unknown) =>
    parse(
      rules.parameters,
      input,
      (details) =>
        new VotingError("invalid_parameters", `Not valid parameters of ${rules.name}.`, details),
    );

  const shape = (options: number, input: unknown) => {
    ensurePlaces("options", options, rules.fixed?.options);
    const parameters = parseParameters(input);
    return { parameters, schema: rules.choice(options, parameters) };
  };

  return {
    name: rules.name,
    description: rules.description,
    fixed: rules.fixed ?? {},
    maxSeats: rules.fixed?.seats ?? rules.maxSeats,
    parameterSchema: rules.parameters,
    choiceSchema: (options, parameters) => shape(options, parameters).schema,
    parameters(input, weighted = false) {
      const parameters = parseParameters(input);
      if (!weighted || rules.whenWeighted === undefined) return parameters;
      return parseParameters({ ...rules.whenWeighted, ...input as object });
    },
    prepare(options, input) {
      const { parameters, schema } = shape(options, input);
      const parseChoice = (choice: unknown) =>
        parse(schema, choice, (details) => new InvalidChoice(details));

      return {
        choice: parseChoice,
        count(box) {
          const most = Math.min(options, rules.maxSeats ?? options);
          ensurePlaces("seats", box.seats, rules.fixed?.seats, most);
          const groups = box.groups.map((group) => ({
            ...group,
            choice: parseChoice(group.choice),
          }));
          return {
            method: rules.name,
            ballots: groups.reduce((sum, { count }) => sum + count, 0),
            weight: groups.reduce((sum, { weight }) => sum + weight, 0n),
            // A ballot that weighs nothing was cast, and says nothing.
            ...rules.count({
              ...box,
              groups: groups.filter(({ weight }) => weight > 0n),
              options,
              parameters,
            }),
          };
        },
      };
    },
  };
}

function ensurePlaces(what: string, value: number, fixed?: number, most = Infinity): void {
  const fits = fixed === undefined ? value >= 1 && value <= most : value === fixed;
  ensure(
    Number.isSafeInteger(value) && fits,
    "invalid_election",
    `This poll cannot have ${value} ${what}.`,
  );
}
