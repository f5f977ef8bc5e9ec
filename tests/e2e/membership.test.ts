// Two people on their own devices: what one decides holds for the other from the next request on.
import assert from "node:assert/strict";
import { startTestStack } from "../support/stack.ts";

for (const rest of [undefined, "lite"] as const) {
  Deno.test(`decisions about members hold at once, the Data API by ${rest ?? "PostgREST"}`, async () => {
    await using stack = await startTestStack({ rest });
    const [ola, max] = [await stack.signUp("ola"), await stack.signUp("max")];
    const person = (await max.auth.getUser()).data.user!.id;
    const { data: space } = await ola.rpc("create_space", {
      name: "Rowing Club",
      slug: "rowing-club",
    }).throwOnError();
    const club = { space: space!.id };
    const { data: poll } = await ola.rpc("create_poll", {
      ...club,
      title: "A new boat?",
      modality: "yes_no",
    }).throwOnError();
    await ola.rpc("open_poll", { poll: poll!.id }).throwOnError();

    /** What max sees of the club, on the session that they signed up with. */
    const seen = async () => {
      const [spaces, members, polls] = await Promise.all([
        max.from("spaces").select("id").eq("id", club.space).throwOnError(),
        max.from("space_members").select("profile_id").eq("space_id", club.space)
          .neq("profile_id", person).throwOnError(),
        max.from("polls").select("id").eq("space_id", club.space).throwOnError(),
      ]);
      return [spaces, members, polls].map(({ data }) => data!.length);
    };
    const edit = async () => {
      const { data } = await max.from("spaces").update({ description: "Ours." })
        .eq("id", club.space).select("id").throwOnError();
      return data!.length;
    };

    assert.deepEqual(await seen(), [0, 0, 0], "a stranger");
    await ola.rpc("invite_member", { ...club, person }).throwOnError();
    assert.deepEqual(await seen(), [1, 0, 0], "invited");
    await max.rpc("join_space", club).throwOnError();
    assert.deepEqual(await seen(), [1, 1, 1], "a member");

    assert.equal(await edit(), 0, "a member does not edit the space");
    await ola.rpc("set_member_role", { ...club, person, role: "admin" }).throwOnError();
    assert.equal(await edit(), 1, "an admin does");
    await ola.rpc("set_member_role", { ...club, person, role: "member" }).throwOnError();
    assert.equal(await edit(), 0, "and no more when they are not");

    await ola.rpc("ban_member", { ...club, person, reason: "Sank the boat." }).throwOnError();
    assert.deepEqual(await seen(), [0, 0, 0], "banned");
    const { error } = await max.rpc("join_space", club);
    assert.equal(error!.hint, "banned");
    const { data: mine } = await max.rpc("my_memberships").throwOnError();
    assert.deepEqual(
      mine!.map(({ status, decision_reason }) => [status, decision_reason]),
      [["banned", "Sank the boat."]],
    );

    await ola.rpc("unban_member", { ...club, person }).throwOnError();
    await ola.rpc("invite_member", { ...club, person }).throwOnError();
    await max.rpc("join_space", club).throwOnError();
    assert.deepEqual(await seen(), [1, 1, 1], "back");
    await ola.rpc("archive_space", club).throwOnError();
    assert.deepEqual(await seen(), [1, 1, 1], "archived, and still read");
  });
}
