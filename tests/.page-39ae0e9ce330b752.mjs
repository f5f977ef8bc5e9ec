import { createClient } from "@supabase/supabase-js";

const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY } = process.env;
const connect = () =>
  createClient(SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, { auth: { persistSession: false } });
const nils = connect();
const { data: { user } } = await nils.auth.signUp({
  email: "nils@example.com",
  password: "a long password",
  options: { data: { display_name: "Nils" } },
});
const { data: profile } = await nils.from("profiles").update({ bio: "New in town." }).eq(
  "id",
  user.id,
)
  .select("display_name, bio, handle").single();
console.log(profile);
const { error } = await nils.from("profiles").update({ global_role: "admin" }).eq("id", user.id);
console.log(error.code, error.message);

const { data: mine } = await nils.rpc("choose_handle", { handle: "Nils_H" }).throwOnError();
console.log(mine.handle);
console.log((await nils.rpc("choose_handle", { handle: "moderator" })).error.hint);
console.log((await nils.rpc("choose_handle", { handle: "lena" })).error.hint);

const { data: person } = await nils.rpc("find_profile", { handle: "lena" }).throwOnError();
console.log(person.display_name, "is now", person.handle);

const ben = connect();
await ben.auth.signInWithPassword({ email: "ben@riverside.example", password: "riverside-demo" });
const { data: riverside } = await ben.from("spaces").select("id").eq("slug", "riverside").single();
const { data: roster } = await ben.from("contextual_identities")
  .select("level, display_name, role, profile:profiles(display_name)")
  .eq("space_id", riverside.id).not("role", "is", null).neq("level", "public").order("level");
console.log(roster);

await ben.rpc("set_confidentiality", {
  level: "pseudonym",
  space: riverside.id,
  display_name: "Rye & Salt",
}).throwOnError();
const { data: [me] } = await ben.rpc("my_identities").eq("space_id", riverside.id).throwOnError();
console.log(me.display_name, me.role, me.shown_profile_id);
console.log(
  (await ben.rpc("edit_my_identity", { space: riverside.id, display_name: "number FOUR" })).error
    .hint,
);

const demo = async (name) => {
  const client = connect();
  await client.auth.signInWithPassword({
    email: `${name}@riverside.example`,
    password: "riverside-demo",
  });
  return client;
};
const [esi, farid] = await Promise.all(["esi", "farid"].map(demo));
const { data: chloe } = await esi.rpc("find_profile", { handle: "chloe" }).throwOnError();
const { data: request } = await esi.rpc("request_connection", {
  person: chloe.id,
  kind: "collaboration",
  message: "One model for the weir?",
}).throwOnError();
console.log(request.status, "-", request.message);
await (await demo("chloe")).rpc("accept_connection", { connection: request.id }).throwOnError();

const { data: connections } = await esi.rpc("my_connections")
  .select(
    "kind, status, requester:profiles!requester_id(handle), addressee:profiles!addressee_id(handle)",
  )
  .throwOnError();
for (const { kind, requester, addressee } of connections) {
  console.log(`${requester.handle} and ${addressee.handle}: ${kind}`);
}

const { data: dmitri } = await esi.rpc("find_profile", { handle: "dmitri" }).throwOnError();
await esi.rpc("block_person", { person: dmitri.id }).throwOnError();
console.log((await esi.rpc("find_profile", { handle: "dmitri" })).error.hint);
console.log((await esi.from("blocks").select("blocked_id")).data.length);
await esi.rpc("unblock_person", { person: dmitri.id }).throwOnError();

const { data: referral } = await nils.rpc("claim_referral", { handle: "ada" }).throwOnError();
console.log(referral.how);
console.log((await nils.rpc("claim_referral", { handle: "ben" })).error.hint);
console.log((await farid.rpc("claim_referral", { handle: "lena" })).error.hint);

const { data: given } = await nils.rpc("grant_consent", { purpose: "matching", days: 30 })
  .throwOnError();
console.log(
  given.purpose,
  given.space_id,
  (Date.parse(given.expires_at) - Date.now()) / 864e5 > 29,
);
await nils.rpc("grant_consent", { purpose: "matching" }).throwOnError();
const { data: history } = await nils.from("consents").select("purpose, replaced_by")
  .order("granted_at").throwOnError();
console.log(history.map(({ replaced_by }) => (replaced_by ? "replaced" : "stands")));

await nils.from("value_profiles").upsert({
  values: { fairness: 80, openness: 90, craft: 30 },
  archetypes: ["ruler"],
  motifs: ["river", "assembly"],
  available_hours: "{[18,22)}",
}, { onConflict: "profile_id" }).throwOnError();

const ada = (await nils.rpc("find_profile", { handle: "ada" }).throwOnError()).data.id;
console.log((await nils.rpc("resonance_with", { person: ada }).throwOnError()).data.harmony);
const { data: town } = await nils.from("spaces").select("id").eq("slug", "riverside").single();
await nils.rpc("join_space", { space: town.id }).throwOnError();
const { data: fitting } = await nils.rpc("resonant_people", { space: town.id }).throwOnError();
console.log(fitting.find(({ person_id }) => person_id === ada));

await nils.rpc("revoke_consent", { purpose: "matching" }).throwOnError();
console.log((await nils.rpc("resonance_with", { person: ada })).error.hint);

const tove = connect();
await tove.auth.signUp({ email: "tove@example.com", password: "a long password" });
await tove.rpc("create_space", { name: "Tove's Table", slug: "toves-table" });

const { data: copy } = await tove.rpc("export_my_data");
console.log(copy.version, copy.account.email, copy.data.space_members[0].role);
const { data: traces } = await tove.from("traceability_records")
  .select("table_name, action, is_own_act").order("id", { ascending: false }).limit(2);
console.log(traces);

console.log((await tove.rpc("erase_me", { confirm: "yes" })).error.hint);
console.log((await tove.rpc("erase_me", { confirm: "tove@example.com" })).error);
console.log((await tove.rpc("export_my_data")).error.hint);

const path = `${crypto.randomUUID()}/plan.txt`;
await nils.storage.from("files").upload(path, new Blob(["Plan B."], { type: "text/plain" }));
const { data: upload } = await nils.rpc("register_upload", {
  bucket: "files",
  path,
  title: "Plan",
  visibility: "public",
});
console.log(upload.size, upload.content_type);
const { data: blob } = await connect().storage.from("files").download(path);
console.log(await blob.text());
await nils.rpc("remove_upload", { upload: upload.id });
console.log((await nils.rpc("my_uploads")).data);
