import { type List, member, page } from "../list.ts";

export const consents: List[] = [
  {
    name: "what I can consent to",
    as: "anon",
    sql: `select consent_purposes.* from public.consent_purposes where is_active order by key`,
    why: "a handful of rows, open to all",
  },
  {
    name: "what I consent to",
    as: "member",
    sql: `select * from public.my_consents()`,
    why: "the door's own query, by person",
  },
  {
    name: "my consents, newest first",
    as: "member",
    sql: `select consents.* from public.consents
      where granted_at < '${page}' order by granted_at desc, id desc limit 50`,
    why: "consents_profile_id_idx gives the order",
  },
  {
    name: "my consents to a purpose",
    as: "member",
    sql: `select consents.* from public.consents
      where profile_id = '${member}' and purpose = 'matching' and revoked_at is null`,
    why: "consents_standing_key",
  },
  {
    name: "how an AI should speak with me",
    as: "member",
    sql: `select pci_profiles.* from public.pci_profiles`,
    why: "the primary key",
  },
  {
    name: "what an AI may do with me, newest first",
    as: "member",
    sql: `select pci_consents.* from public.pci_consents
      where granted_at < '${page}' order by granted_at desc, id desc limit 50`,
    why: "pci_consents_profile_id_idx gives the order",
  },
];
