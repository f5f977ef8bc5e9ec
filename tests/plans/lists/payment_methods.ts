import { type List, page } from "../list.ts";

export const paymentMethods: List[] = [
  {
    name: "my payment methods, newest first",
    as: "member",
    sql: `select payment_methods.id, payment_methods.brand, payment_methods.last4,
      payment_methods.expires_on, payment_methods.is_default from public.payment_methods
      where created_at < '${page}' order by created_at desc, id desc limit 20`,
    why: "payment_methods_profile_id_idx gives the order",
  },
];
