import { z } from "zod";
import { defineMethod } from "../method.ts";

/**
 * Yes (position 0) or no (position 1), with abstention. It passes when at least one vote is yes
 * and the share of yes among yes and no is at least `thresholdBps` (basis points, default 5100;
 * at 5000 an even split passes). Abstentions count towards the quorum and nothing else; otherwise
 * no wins, also when everybody abstains. There are no ties: the threshold decides.
 */
export const yesNo = defineMethod({
  name: "yes_no",
  description: "Yes, no or abstain; passes when yes reaches its threshold of yes and no.",
  fixed: { options: 2, seats: 1 },
  parameters: z.strictObject({
    thresholdBps: z.int().min(1).max(10_000).default(5100)
      .describe("Share of yes among yes and no needed to pass, in basis points."),
  }),
  choice: () => z.enum(["yes", "no", "abstain"]),
  count({ groups, parameters }) {
    const totals = { yes: 0n, no: 0n, abstain: 0n };
    for (const { choice, weight } of groups) totals[choice] += weight;

    const { yes, no, abstain } = totals;
    const passed = yes > 0n && yes * 10_000n >= BigInt(parameters.thresholdBps) * (yes + no);
    if (yes + no + abstain === 0n) {
      return { winners: [], ranking: [[0, 1]], ties: [], totals, passed };
    }
    const ranking = passed ? [[0], [1]] : [[1], [0]];
    return { winners: ranking[0]!, ranking, ties: [], totals, passed };
  },
});
