/** Everything here goes into the package as the types of `salesforce-rest-mcp/demo`, so it imports nothing. */

export interface DemoOrgOptions {
  /** A folder with objects and rows, as `snapshot` makes it, or several; the built-in company unless given. */
  load?: string | readonly string[];
  /** The port of 127.0.0.1 to listen on; a free one unless given. */
  port?: number;
}

export interface DemoOrg {
  /** The org's address, `http://127.0.0.1:PORT`: where clients sign in, and their instance URL. */
  url: string;
  /** What signs in by the refresh-token flow: the settings of salesforce-rest-mcp, as environment variables. */
  settings: {
    SALESFORCE_LOGIN_URL: string;
    SALESFORCE_CLIENT_ID: string;
    SALESFORCE_CLIENT_SECRET: string;
    SALESFORCE_REFRESH_TOKEN: string;
  };
  /** What of the folders was left out, emptied or is not kept up to date, one sentence each. */
  notes: readonly string[];
  /** Ends the org; its data is gone. */
  stop(): Promise<void>;
}

/**
 * Starts an embedded Salesforce on 127.0.0.1, with its data in memory. Rejects with an error that names the file and
 * the line where a folder cannot be loaded, and with Node's own where the port is taken.
 */
export type StartDemoOrg = (options?: DemoOrgOptions) => Promise<DemoOrg>;
