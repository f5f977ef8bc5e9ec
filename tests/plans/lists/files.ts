import { type List, page, space } from "../list.ts";

const columns = "id, space_id, bucket, path, content_type, size, title, created_at";

export const files: List[] = [
  {
    name: "public files, newest first",
    as: "anon",
    sql: `select ${columns} from public.file_uploads
      where visibility = 'public' and created_at < '${page}'
      order by created_at desc, id desc limit 50`,
    why: "file_uploads_created_at_idx gives the order",
  },
  {
    name: "files of a space, newest first",
    as: "member",
    sql: `select ${columns} from public.file_uploads
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 50`,
    why: "file_uploads_space_id_idx gives the order",
  },
  {
    name: "my files, newest first",
    as: "member",
    sql: `select * from public.my_uploads('${page}', 50)`,
    why: "file_uploads_profile_id_idx, in the door's own query",
  },
  {
    name: "a file by its path, as Storage asks",
    as: "member",
    sql: `select ${columns} from public.file_uploads
      where bucket = 'files' and path = 'folder/20'`,
    why: "file_uploads_bucket_path_key",
  },
];
