// SPDX-License-Identifier: Apache-2.0
// Checks a ServiceMonitor, as JSON on stdin, against the schema of the Prometheus operator. Prints what is wrong and ends with 1.
import { readFileSync } from "node:fs";
import { ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";

const { apiVersion, kind, ...rest } = JSON.parse(readFileSync(0, "utf8"));
const monitor = new ServiceMonitor(rest);
if (apiVersion !== monitor.apiVersion || kind !== monitor.kind) {
  console.log(`${apiVersion} ${kind} is not ${monitor.apiVersion} ${monitor.kind}`);
  process.exit(1);
}
try {
  monitor.validate();
} catch (error) {
  console.log(error.message);
  process.exit(1);
}
