// Keeps stored objects as files for the storage service. A file is named by the hash of bucket and
// key, so that no key can reach outside the folder.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { App } from "@supabase/lite";

type Adapter = NonNullable<App["_storageAdapter"]>;
type Metadata = Awaited<ReturnType<Adapter["headObject"]>>;

/** A storage adapter over a folder. */
export function storedObjects(folder: string): Adapter {
  const file = (bucket: string, key: string) =>
    join(folder, createHash("sha256").update(`${bucket}\n${key}`).digest("hex"));

  const headObject = async (bucket: string, key: string): Promise<Metadata> => {
    const { mtime, size } = await Deno.stat(file(bucket, key));
    const kept = JSON.parse(await Deno.readTextFile(`${file(bucket, key)}.json`));
    return { ...kept, size, contentLength: size, lastModified: mtime ?? undefined };
  };
  const deleteObject = async (bucket: string, key: string) => {
    for (const path of [file(bucket, key), `${file(bucket, key)}.json`]) {
      await Deno.remove(path).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
    }
  };

  return {
    driver: folder,
    headObject,
    deleteObject,
    async getObject(bucket, key) {
      const metadata = await headObject(bucket, key);
      const { readable } = await Deno.open(file(bucket, key));
      return { metadata, httpStatusCode: 200, body: readable as never };
    },
    async uploadObject(bucket, key, _version, body, mimetype, cacheControl) {
      const bytes = new Uint8Array(await new Response(body as BodyInit).arrayBuffer());
      const eTag = `"${createHash("md5").update(bytes).digest("hex")}"`;
      await Deno.writeFile(file(bucket, key), bytes);
      await Deno.writeTextFile(
        `${file(bucket, key)}.json`,
        JSON.stringify({ mimetype, cacheControl, eTag }),
      );
      return headObject(bucket, key);
    },
    async deleteObjects(bucket, keys) {
      for (const key of keys) await deleteObject(bucket, key);
    },
    async copyObject(bucket, key, _version, toBucket, toKey) {
      await Deno.copyFile(file(bucket, key), file(toBucket, toKey));
      await Deno.copyFile(`${file(bucket, key)}.json`, `${file(toBucket, toKey)}.json`);
      const { eTag, lastModified } = await headObject(toBucket, toKey);
      return { httpStatusCode: 200, eTag, lastModified };
    },
    privateAssetUrl: (bucket, key) => Promise.resolve(`file://${file(bucket, key)}`),
  };
}
