// npm's @sigstore/verify on what was published: the checkpoint's signature, then each entry's proof.
// Standard input: {note, name, keyId, publicKey, entries: [{index, body, hashes}]}, bytes in base64.
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const folder = process.argv[2];
const load = createRequire(`${folder}/package.json`);
const { verifyCheckpoint } = load("./node_modules/@sigstore/verify/dist/tlog/checkpoint.js");
const { verifyMerkleInclusion } = load("./node_modules/@sigstore/verify/dist/tlog/merkle.js");

const bytes = (text) => Buffer.from(text, "base64");
const said = JSON.parse(readFileSync(0, "utf-8"));
const log = {
  logID: bytes(said.keyId),
  baseURL: said.name,
  publicKey: createPublicKey({ key: bytes(said.publicKey), format: "der", type: "spki" }),
};
for (const each of said.entries) {
  const entry = {
    canonicalizedBody: bytes(each.body),
    inclusionProof: {
      logIndex: String(each.index),
      hashes: each.hashes.map(bytes),
      checkpoint: { envelope: said.note },
    },
  };
  try {
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
    console.log("true");
  } catch (wrong) {
    console.log(wrong.message);
  }
}
