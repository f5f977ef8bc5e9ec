// What people know, from where, and how far they can be relied on.
import { idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function expertise({ as, sql }: Stage): Promise<void> {
  for (const person of ["member", "moderator"]) {
    await as(
      "service",
      `public.record_expertise('${idOf(person)}', '0311', 900000, 800000, 700000, 'Degree.')`,
    );
  }
  const proposal = await as(
    "service",
    `public.propose_context_adjustment('${idOf("member")}', '0311', 'run:1', 'Cited.', 1)`,
  );
  await as(
    "service",
    `public.propose_context_adjustment('${idOf("moderator")}', '0311', 'run:1', 'Cited.', 1)`,
  );
  await as("service", `public.set_global_role('${idOf("stranger")}', 'moderator')`);
  await as(
    "stranger",
    `public.decide_context_adjustment('${proposal}', 'applied', 'So it is.')`,
  );
  await as("service", `public.set_global_role('${idOf("stranger")}', 'member')`);
  // As if their scores had been lower a month ago; the job finds them.
  await sql.unsafe("reset role");
  await sql.unsafe(`insert into public.emerging_experts (profile_id, domain_code, base_score, score)
    values ('${idOf("member")}', '0311', 500000, 800000),
      ('${idOf("moderator")}', '0311', 500000, 800000)`);
  for (const person of ["member", "owner"]) {
    await as(
      "service",
      `public.record_ethics_event('${idOf(person)}', 'conduct_commended', 'peers', 'Peer review.')`,
    );
  }
}
