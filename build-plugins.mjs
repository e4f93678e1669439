// What the build changes in packages and in what it writes, so that less is loaded.
import { basename } from "node:path";

/** What stands in place of a package's file, by the end of that file's path. */
const replaced = {
  /** zod's namespace holds its messages in some fifty languages; ours are English, and the rest would be parsed at every start. */
  "zod/v4/locales/index.js": 'export { default as en } from "./en.js";',
  /** The server brings its own validator (mcp/server.ts), so the SDK's default one, AJV, need not be parsed. */
  "@modelcontextprotocol/server/dist/shimsNode.mjs": `import process from "node:process";
    class DefaultJsonSchemaValidator { constructor() { throw new Error("Pass a jsonSchemaValidator"); } }
    export { DefaultJsonSchemaValidator, process };`,
  /** Of undici the parts that src/salesforce/rest/transport.ts uses; the rest would be run at every first call. */
  "undici/index.js": `Object.assign(require("./lib/dispatcher/dispatcher").prototype, require("./lib/api"));
    module.exports = {
      Agent: require("./lib/dispatcher/agent"),
      get Pool() { return require("./lib/dispatcher/pool"); },
      get EnvHttpProxyAgent() { return require("./lib/dispatcher/env-http-proxy-agent"); },
    };`,
  /** HTTP/2 is not asked for (allowH2), and this would load Node's whole http2. */
  "undici/lib/dispatcher/client-h2.js":
    'module.exports = () => { throw new Error("HTTP/2 is not part of the bundle"); };',
  /** Forms are sent as texts; this would bring undici's whole fetch. */
  "undici/lib/web/fetch/body.js":
    'exports.extractBody = () => { throw new Error("FormData is not part of the bundle"); };',
};

export const replacing = {
  name: "replacing",
  load(id) {
    const path = id.replaceAll("\\", "/");
    return Object.entries(replaced).find(([end]) => path.endsWith(`node_modules/${end}`))?.[1];
  },
};

/** The SDK makes a schema of everything in the specification and keeps it for programs that ask for it by name. */
const specRegistry = /^for \(const (?:key|\[key, schema\]) of .*\) register\(key, .*\);$/gm;
/** What the SDK itself asks for in that way, but for the one that stays registered. */
const askedByName = /\b(?:isSpecType|specTypeSchemas)\.(?!Implementation\b)/;
const comments = /\/\*[\s\S]*?\*\//g;

/** The SDK's schemas that nothing uses are left out: to make them took longer than any other part of its start. */
export const usedSchemasAlone = {
  name: "used-schemas-alone",
  transform(code, id) {
    if (!/@modelcontextprotocol.(?:core|server|client).dist/.test(id)) return null;
    if (askedByName.test(code.replaceAll(comments, "")))
      throw new Error(`${id} asks for a schema by name that is not registered here`);
    let text = code.replaceAll(specRegistry, 'register("ImplementationSchema", ImplementationSchema);');
    const schemas = this.parse(text)
      .body.filter(({ type }) => type === "VariableDeclaration")
      .flatMap(({ declarations }) => declarations)
      .filter(({ id: { name }, init }) => name?.endsWith("Schema") && init?.type === "CallExpression");
    for (const { init } of schemas.reverse())
      text = `${text.slice(0, init.start)}/* @__PURE__ */ (() => ${text.slice(init.start, init.end)})()${text.slice(init.end)}`;
    return text;
  },
};

/** What draws is a program of its own, since pages need it whole; the server loads it from beside its chunks. */
export const pictureBeside = {
  name: "picture-beside",
  resolveId: (source) => (/charts\/svg\.ts$/.test(source) ? { id: "../picture.js", external: true } : null),
};

/** With any other character in it, Node would keep a whole file at two bytes a character. They stand in texts and patterns alone. */
export const asciiAlone = {
  name: "ascii-alone",
  generateBundle(_, files) {
    const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
    for (const file of Object.values(files))
      if (file.type === "chunk") file.code = file.code.replaceAll(/[^\0-\x7f]/g, escaped);
  },
};

/** A file that only passes on what another one has: the names there and here, and that other file. */
const passedOn = /^export\{([^}]*)\}from"\.\/([^"]+)";\s*$/;

/** What an import of such a file becomes: an import of the other one, with the names that were asked for. */
function pastFacade(folder, [, names, file]) {
  const pairs = names.split(",").map((pair) => pair.split(" as "));
  const asked = pairs.map(([there, here = there]) => here);
  const taken = pairs.map(([there, here = there]) => `${there}:${here}`);
  return `import(\`${folder}${file}\`).then(({${taken}})=>({${asked}}))`;
}

/** A module that shares its file with others is imported through a file of its own, which takes as long to load as any. */
export const withoutFacades = {
  name: "without-facades",
  generateBundle(_, files) {
    const facades = new Map();
    for (const { fileName, isDynamicEntry, code } of Object.values(files)) {
      const found = isDynamicEntry && passedOn.exec(code);
      if (found) facades.set(basename(fileName), found);
      if (found) delete files[fileName];
    }
    for (const file of Object.values(files))
      if (file.type === "chunk")
        file.code = file.code.replaceAll(/import\(`([^`]*\/)([^`/]+)`\)/g, (whole, folder, name) =>
          facades.has(name) ? pastFacade(folder, facades.get(name)) : whole,
        );
  },
};
