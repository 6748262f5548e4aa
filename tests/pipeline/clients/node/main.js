// SPDX-License-Identifier: Apache-2.0
// A client of Rollcall on @grpc/grpc-js; ../README.md says what it prints.
'use strict';

const {once} = require('node:events');
const readline = require('node:readline');

const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const [, , address, scenario, ...numbers] = process.argv;
const includeDirs = process.env.ROLLCALL_PROTO_PATH.split(':');
const options = {longs: String, enums: String, defaults: true, includeDirs};
const api = grpc.loadPackageDefinition(protoLoader.loadSync('rollcall/v1/rollcall.proto', options)).rollcall.v1;
const rpc = protoLoader.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto'], {includeDirs});
const client = new api.CoprocessorStatusService(address, grpc.credentials.createInsecure());

const FULL = {view: 'NODE_VIEW_FULL'};

const print = (line) => console.log(JSON.stringify(line));
const sumOf = (nodes, zero, valueOf) => [...nodes.values()].reduce((sum, node) => sum + valueOf(node), zero);

function printState(nodes, header) {
  const digest = BigInt.asUintN(64, sumOf(nodes, 0n, (node) => BigInt(node.fingerprint)));
  if (digest !== BigInt(header.digest)) {
    console.error(`the digest of ${JSON.stringify(header)} is ${digest}`);
    process.exit(1);
  }
  print({
    revision: header.revision,
    digest: header.digest,
    nodes: [...nodes.keys()].sort((a, b) => a - b),
    raw_bytes: sumOf(nodes, 0, (node) => node.rawValue.length),
  });
}

function errorInfo(error) {
  const none = {reason: '', domain: ''};
  const [packed] = error.metadata.get('grpc-status-details-bin');
  if (!packed) return none;
  const details = rpc['google.rpc.Status'].deserialize(packed).details;
  const found = details.find((detail) => detail.type_url.endsWith('/google.rpc.ErrorInfo'));
  if (!found) return none;
  const {reason, domain} = rpc['google.rpc.ErrorInfo'].deserialize(found.value);
  return {reason, domain};
}

function listPage(request) {
  return new Promise((resolve, reject) => {
    client.listNodes(request, (error, page) => (error ? reject(error) : resolve(page)));
  });
}

async function list() {
  const nodes = new Map();
  let page = {nextPageToken: ''};
  do {
    page = await listPage({...FULL, pageToken: page.nextPageToken});
    page.nodes.forEach((node) => nodes.set(node.nodeId, node));
  } while (page.nextPageToken);
  printState(nodes, page.header);
}

function apply(messages, nodes) {
  for (const message of messages) {
    if (message.snapshotStarted) nodes.clear();
    message.updated.forEach((node) => nodes.set(node.nodeId, node));
    message.removed.forEach((node) => nodes.delete(node.nodeId));
  }
}

/** Yields the nodes and the header at each checkpoint. */
async function* checkpoints({onMessage = async () => {}, callOptions = {}, onCall = () => {}} = {}) {
  const call = client.watchStatus(FULL, callOptions);
  onCall(call);
  const nodes = new Map();
  let aside = [];
  try {
    for await (const message of call) {
      await onMessage();
      aside.push(message);
      if (!message.checkpoint) continue;
      apply(aside, nodes);
      aside = [];
      yield {nodes, header: message.checkpoint.header};
    }
  } finally {
    call.on('error', () => {}); // cancel() makes the call report an error that nobody waits for
    call.cancel();
  }
}

const isReached = (header, revision) => BigInt(header.revision) >= BigInt(revision);

async function watch(revision, onMessage) {
  for await (const {nodes, header} of checkpoints({onMessage})) {
    printState(nodes, header);
    if (isReached(header, revision)) return;
  }
}

async function deadline(milliseconds) {
  const callOptions = {deadline: Date.now() + Number(milliseconds)};
  for await (const {nodes, header} of checkpoints({callOptions})) printState(nodes, header);
}

async function cancel() {
  let call;
  for await (const {nodes, header} of checkpoints({onCall: (its) => (call = its)})) {
    printState(nodes, header);
    call.cancel();
  }
}

async function slow(revision) {
  let first = true;
  await watch(revision, async () => {
    if (!first) return;
    first = false;
    print({waiting: true});
    const lines = readline.createInterface({input: process.stdin});
    await once(lines, 'line');
    lines.close();
  });
}

async function lastCheckpoint(revision) {
  for await (const {nodes, header} of checkpoints()) {
    if (isReached(header, revision)) return printState(nodes, header);
  }
}

const many = (count, revision) => Promise.all(Array.from({length: Number(count)}, () => lastCheckpoint(revision)));

const scenarios = {list, watch, deadline, cancel, slow, many, error: () => listPage({pageToken: 'x'})};

scenarios[scenario](...numbers)
  .catch((error) => {
    if (!(error.metadata instanceof grpc.Metadata)) throw error;
    print({status: grpc.status[error.code], ...errorInfo(error)});
  })
  .finally(() => client.close());
