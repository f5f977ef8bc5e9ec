import { id, type List, space } from "../list.ts";

export const features: List[] = [
  {
    name: "features of the installation",
    as: "member",
    sql: `select feature_flags.* from public.feature_flags order by key`,
    why: "a handful of rows, open to all who are signed in",
  },
  {
    name: "what features require",
    as: "member",
    sql: `select feature_dependencies.* from public.feature_dependencies where flag = 'payouts_v1'`,
    why: "a handful of rows, open to all who are signed in",
  },
  {
    name: "what a space turned on and off",
    as: "member",
    sql: `select space_features.* from public.space_features
      where space_id = '${space}' order by flag`,
    why: "space_features_pkey gives the order",
  },
  {
    name: "a space turns a feature off",
    as: "member",
    sql: `update public.space_features set is_enabled = false
      where space_id = '${space}' and flag = 'events_v1' returning *`,
    why: "space_features_pkey; where I may is looked up once",
  },
  {
    name: "changes of features in a space, newest first",
    as: "member",
    sql: `select feature_flag_audit.* from public.feature_flag_audit
      where space_id = '${space}' and id < 1000000000 order by id desc limit 50`,
    why: "feature_flag_audit_space_id_idx gives the order",
  },
  {
    name: "my features",
    as: "member",
    sql: `select public.my_features()`,
    why: "all flags in one statement",
  },
  {
    name: "features of a space",
    as: "member",
    sql: `select public.my_features('${space}')`,
    why: "all flags in one statement, with the space's own choices by their key",
  },
  {
    name: "is a feature on in a space",
    as: "anon",
    sql: `select public.feature_enabled('events_v1', '${id("b", 1000)}')`,
    why: "the flag and what it requires",
  },
];
