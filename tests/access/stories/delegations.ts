// Who votes for whom.
import { idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function delegations({ sql, as, club }: Stage): Promise<void> {
  const lets = async (delegator: string, delegate: string, domain: string | null) => {
    const [identity] = await sql.unsafe(`
      reset role;
      select identity_id as id from private.identity_owners
      where space_id = '${club}' and profile_id = '${idOf(delegate)}' and retired_at is null`)
      .then((results) => results.at(-1) as unknown as { id: string }[]);
    const about = domain ? `'${domain}'` : "null";
    await as(delegator, `public.delegate_vote('${club}', '${identity!.id}', ${about})`);
  };
  await lets("member", "organizer", null);
  await lets("member", "owner", "0311");
  await lets("moderator", "member", null);
  await lets("admin", "moderator", null);
  await lets("admin", "owner", null);
  await lets("owner", "admin", "06");
  await as("owner", `public.revoke_delegation('${club}', '06')`);
}
