// What a client starts in place of the server: it hands every byte to the evaluation, which has the server, and back.
import { connect } from "node:net";

const socket = connect(process.argv[2]);
process.stdin.pipe(socket);
socket.pipe(process.stdout);
socket.on("error", (error) => {
  process.stderr.write(`The evaluation cannot be reached: ${error.message}\n`);
  process.exitCode = 1;
});
socket.on("close", () => process.exit());
