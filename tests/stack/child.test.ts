import assert from "node:assert/strict";
import { isRunning } from "../../stack/child.ts";

Deno.test("a process that ends while it is looked at has ended", async () => {
  // Reaped by a shell, at any moment between two steps of a look.
  const script = "for n in $(seq 40); do sleep 0.03 & echo $!; wait; done";
  const shell = new Deno.Command("sh", { args: ["-c", script], stdout: "piped" }).spawn();
  let looks = 0;
  for await (const text of shell.stdout.pipeThrough(new TextDecoderStream())) {
    for (const pid of text.trim().split("\n")) while (isRunning(Number(pid))) looks++;
  }
  assert.equal((await shell.status).success, true);
  assert.ok(looks > 1000, `${looks} looks`);
});
