// Seals what a payment provider calls people and things, and makes digests to find them again by. The
// keys are in Vault; the database sees neither them nor what is sealed.
import { Buffer } from "node:buffer";
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

interface Keys {
  version: number;
  cipher: CryptoKey;
  digest: CryptoKey;
}

const utf8 = new TextEncoder();

async function derive({ version, secret }: SealingKey): Promise<Keys> {
  const master = await crypto.subtle.importKey(
    "raw",
    Buffer.from(secret, "base64"),
    "HKDF",
    false,
    ["deriveKey"],
  );
  const hkdf = (info: string) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(),
    info: utf8.encode(info),
  });
  const [cipher, digest] = await Promise.all([
    crypto.subtle.deriveKey(hkdf("seal"), master, { name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]),
    crypto.subtle.deriveKey(
      hkdf("digest"),
      master,
      { name: "HMAC", hash: "SHA-256", length: 256 },
      false,
      ["sign"],
    ),
  ]);
  return { version, cipher, digest };
}

/** Which of an object's fields are ids of the provider's. */
const idFields = ["id", "payment", "customer", "method", "account", "source"] as const;

/** Seals and unseals with the keys that are good just now. */
export class Seal {
  private constructor(
    private readonly keys: Map<number, Keys>,
    /** What is written with. */
    readonly version: number,
  ) {}

  static async with(keys: SealingKey[]): Promise<Seal> {
    const used = keys.find(({ is_used }) => is_used);
    if (!used) throw new Error("No sealing key is in use.");
    const derived = await Promise.all(keys.map(derive));
    return new Seal(new Map(derived.map((key) => [key.version, key])), used.version);
  }

  /** AES-256-GCM under the key in use: `version.nonce.ciphertext`, the last two in base64. */
  async seal(text: string): Promise<string> {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv: nonce },
      this.keys.get(this.version)!.cipher,
      utf8.encode(text),
    );
    return [this.version, base64(nonce), base64(new Uint8Array(sealed))].join(".");
  }

  /** Throws where the key is gone or the text was tampered with. */
  async unseal(sealed: string): Promise<string> {
    const [version, nonce, text] = sealed.split(".") as [string, string, string];
    const key = this.keys.get(Number(version));
    if (!key) throw new Error(`Sealing key ${version} is not known.`);
    const open = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: Buffer.from(nonce, "base64") },
      key.cipher,
      Buffer.from(text, "base64"),
    );
    return new TextDecoder().decode(open);
  }

  /** HMAC-SHA-256 of an id under every key, in hex; the key in use first. */
  async digests(id: string): Promise<string[]> {
    const first = this.keys.get(this.version)!;
    const rest = [...this.keys.values()].filter((key) => key !== first);
    return await Promise.all([first, ...rest].map(async ({ digest }) => {
      const mac = await crypto.subtle.sign("HMAC", digest, utf8.encode(id));
      return Buffer.from(mac).toString("hex");
    }));
  }

  async id(id: string): Promise<SealedId> {
    const [digests, sealed] = await Promise.all([this.digests(id), this.seal(id)]);
    return { digests, sealed, key_version: this.version };
  }

  /** An object as the database keeps it: every id of the provider's is sealed. */
  async object(object: ProviderObject): Promise<Record<string, unknown>> {
    const sealed: Record<string, unknown> = { ...object };
    for (const field of idFields) {
      const id = sealed[field];
      if (typeof id === "string") sealed[field] = await this.id(id);
    }
    return sealed;
  }

  /** An event as the database keeps it. */
  async event(event: ProviderEvent): Promise<SealedEvent> {
    return {
      ...event,
      account: event.account === null ? null : await this.id(event.account),
      object: event.object && await this.object(event.object),
    };
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
