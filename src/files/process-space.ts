import { readlinkSync } from "node:fs";

function namespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid").replaceAll(/\D/g, "");
  } catch {
    return "0";
  }
}

/**
 * Where the numbers of this process and of those that it sees mean something: on Linux its PID namespace, of which
 * every container has one of its own, also where several have one host name, as those of a pod; elsewhere 0.
 */
export const processSpace: string = namespace();
