// Seals what a payment provider calls people and things, and makes digests to find them again by. The
// keys are in Vault; the database sees neither them nor what is sealed.
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { ProviderEvent, ProviderObject } from "./port.ts";

/** A key as the database hands it out, newest first. */
export interface SealingKey {
  version: number;
  /** 32 bytes in base64. */
  secret: string;
  /** Is it time to write with it? */
  is_used: boolean;
}

/** What stands for an id in the database. */
export interface SealedId {
  /** One for each key, the one to keep first. */
  digests: string[];
  sealed: string;
  key_version: number;
}

/** An event with sealed ids instead of the provider's. */
export interface SealedEvent {
  id: string;
  type: string;
  at: string;
  live: boolean;
  account: SealedId | null;
  object: Record<string, unknown> | null;
}

const CIPHER = "aes-256-gcm";
const [KEY_BYTES, NONCE_BYTES, TAG_BYTES] = [32, 12, 16];

interface Keys {
  version: number;
  cipher: Uint8Array;
  digest: Uint8Array;
}

function derive({ version, secret }: SealingKey): Keys {
  const key = (info: string) =>
    new Uint8Array(hkdfSync("sha256", Buffer.from(secret, "base64"), "", info, KEY_BYTES));
  return { version, cipher: key("seal"), digest: key("digest") };
}

/** Which of an object's fields are ids of the provider's. */
const idFields = ["id", "payment", "customer", "method", "account", "source"] as const;

/** Seals and unseals with the keys that are good just now. */
export class Seal {
  private readonly keys: Map<number, Keys>;
  /** What is written with. */
  readonly version: number;

  constructor(keys: SealingKey[]) {
    const used = keys.find(({ is_used }) => is_used);
    if (!used) throw new Error("No sealing key is in use.");
    this.keys = new Map(keys.map((key) => [key.version, derive(key)]));
    this.version = used.version;
  }

  /** AES-256-GCM under the key in use: `version.nonce.ciphertext`, the last two in base64, the tag at the end. */
  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.keys.get(this.version)!.cipher, nonce);
    const sealed = Buffer.concat([
      cipher.update(text, "utf8"),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return [this.version, nonce.toString("base64"), sealed.toString("base64")].join(".");
  }

  /** Throws where the key is gone or the text was tampered with. */
  unseal(sealed: string): string {
    const [version, nonce, text] = sealed.split(".") as [string, string, string];
    const key = this.keys.get(Number(version));
    if (!key) throw new Error(`Sealing key ${version} is not known.`);
    const bytes = Buffer.from(text, "base64");
    const decipher = createDecipheriv(CIPHER, key.cipher, Buffer.from(nonce, "base64"), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const open = [decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()];
    return Buffer.concat(open).toString("utf8");
  }

  /** HMAC-SHA-256 of an id under every key, in hex; the key in use first. */
  digests(id: string): string[] {
    const first = this.keys.get(this.version)!;
    const rest = [...this.keys.values()].filter((key) => key !== first);
    return [first, ...rest].map(({ digest }) =>
      createHmac("sha256", digest).update(id).digest("hex")
    );
  }

  id(id: string): SealedId {
    return { digests: this.digests(id), sealed: this.seal(id), key_version: this.version };
  }

  /** An object as the database keeps it: every id of the provider's is sealed. */
  object(object: ProviderObject): Record<string, unknown> {
    const sealed: Record<string, unknown> = { ...object };
    for (const field of idFields) {
      const id = sealed[field];
      if (typeof id === "string") sealed[field] = this.id(id);
    }
    return sealed;
  }

  /** An event as the database keeps it. */
  event(event: ProviderEvent): SealedEvent {
    return {
      ...event,
      account: event.account === null ? null : this.id(event.account),
      object: event.object && this.object(event.object),
    };
  }
}
