// Answers storage requests in the words of Supabase where @supabase/lite has its own: uploads as
// forms, signed URLs, and lists, which name what lies in a folder and stand for each folder below it
// by one entry.

import { Buffer } from "node:buffer";

type Ask = (request: Request) => Response | Promise<Response>;

interface StoredObject {
  name: string;
  id: string | null;
  [column: string]: unknown;
}

const prefix = "/storage/v1";

/** Answers one request by asking @supabase/lite. */
export async function answerStorage(request: Request, ask: Ask): Promise<Response> {
  if (/^multipart\/form-data/i.test(request.headers.get("content-type") ?? "")) {
    return ask(await bareUpload(request));
  }
  const url = new URL(request.url);
  const [, action, bucket, path] =
    /^\/storage\/v1\/object\/(sign|upload\/sign|list)\/([^/]+)\/?(.*)$/.exec(url.pathname) ?? [];
  if (request.method !== "POST" || !action) return ask(request);

  const { headers } = request;
  const post = (pathname: string, body: string) =>
    ask(
      new Request(new URL(pathname, url), {
        method: "POST",
        headers: withoutLength(headers),
        body,
      }),
    );
  const sign = async (path: string, body: string) => {
    const answer = await post(`${prefix}/object/sign/${bucket}/${path}`, body);
    return answer.ok ? { signedURL: (await signedUrl(answer))! } : answer;
  };

  if (action === "upload/sign") {
    const answer = await ask(request);
    return answer.ok ? Response.json({ url: await signedUrl(answer) }) : answer;
  }
  const body = await request.text();
  if (action === "list") return await list(body, (all) => post(url.pathname, all));
  if (path) {
    const signed = await sign(path, body);
    return signed instanceof Response ? signed : Response.json(signed);
  }
  const { paths, ...rest } = JSON.parse(body) as { paths: string[] };
  const answers = await Promise.all(paths.map(async (path) => {
    const signed = await sign(
      path.split("/").map(encodeURIComponent).join("/"),
      JSON.stringify(rest),
    );
    return signed instanceof Response
      ? { path, error: (await signed.json()).message, signedURL: null }
      : { path, error: null, ...signed };
  }));
  return Response.json(answers);
}

/** The address in an answer, below the one a client already has. */
async function signedUrl(answer: Response): Promise<string> {
  return (await answer.json()).signedUrl.slice(prefix.length);
}

interface Listing {
  prefix?: string;
  search?: string;
  limit?: number;
  offset?: number;
}

async function list(body: string, post: (body: string) => Response | Promise<Response>) {
  const { limit = 100, offset = 0, search = "", ...rest } = JSON.parse(body) as Listing;
  const folder = rest.prefix ? rest.prefix.replace(/\/*$/, "/") : "";
  const answer = await post(JSON.stringify({ ...rest, prefix: folder }));
  if (!answer.ok) return answer;
  const entries = new Map<string, StoredObject>();
  for (const object of await answer.json() as StoredObject[]) {
    if (!object.name.startsWith(folder)) continue; // `_` and `%` match anything there
    const [name, below] = object.name.slice(folder.length).split("/") as [string, string?];
    if (!name.startsWith(search)) continue;
    const nothing = { id: null, updated_at: null, created_at: null, last_accessed_at: null };
    entries.set(
      name,
      below === undefined ? { ...object, name } : { name, ...nothing, metadata: null },
    );
  }
  return Response.json([...entries.values()].slice(offset, offset + limit));
}

const nameless = 'name=""';

/**
 * A File or Blob arrives as a form whose field has no name, which Deno drops and @supabase/lite does
 * not look for: it gets bare bytes.
 */
async function bareUpload(request: Request): Promise<Request> {
  const { url, method } = request;
  const sent = Buffer.from(await request.arrayBuffer());
  const at = sent.indexOf(nameless);
  const named = at < 0 ? sent : Buffer.concat([
    sent.subarray(0, at),
    Buffer.from('name="file"'),
    sent.subarray(at + nameless.length),
  ]);
  const type = request.headers.get("content-type")!;
  const form = await new Response(named, { headers: { "content-type": type } }).formData();
  const file = form.get("file");
  const headers = withoutLength(request.headers);
  headers.set("content-type", file instanceof Blob && file.type || "application/octet-stream");
  const seconds = form.get("cacheControl");
  if (typeof seconds === "string") headers.set("cache-control", `max-age=${seconds}`);
  return new Request(url, { method, headers, body: file });
}

function withoutLength(headers: Headers): Headers {
  const copy = new Headers(headers);
  copy.delete("content-length");
  return copy;
}
