// OpenAI's Agents SDK: every tool, with schemas as they are and made strict.
import { assert, count, counted, start } from "./server.mjs";

export const packages = ["@openai/agents", "zod"];

const warn = console.warn;

export async function check({ load }) {
  // It writes to stderr which schemas hold records of any fields, and leaves those as they are.
  console.warn = () => undefined;
  const { MCPServerStdio, getAllMcpTools } = await load("@openai/agents");
  const server = new MCPServerStdio(start);
  await server.connect();
  const call = async (tools, args) => {
    const query = tools.find(({ name }) => name === "executeQuery");
    return (await query.invoke({}, JSON.stringify(args))).text;
  };
  const plain = await getAllMcpTools({ mcpServers: [server] });
  assert((await call(plain, count)) === counted, "executeQuery does not answer as it should");
  const strict = await getAllMcpTools({ mcpServers: [server], convertSchemasToStrict: true });
  assert(strict.length === plain.length, "strict mode refuses tools");
  // Strict mode makes every argument one that must be given; what is left out comes as null.
  const all = Object.keys(strict.find(({ name }) => name === "executeQuery").parameters.properties);
  const nulls = Object.fromEntries(all.map((name) => [name, null]));
  assert(
    (await call(strict, { ...nulls, ...count })) === counted,
    "a strict call does not answer as it should",
  );
  await server.close();
  console.warn = warn;
  const converted = strict.filter((tool) => tool.strict).length;
  return `${plain.length} tools, ${converted} of them in strict mode; a call of each kind`;
}
