declare const apiPath: unique symbol;
/** A path whose parts were encoded and checked. */
export type ApiPath = string & { readonly [apiPath]: true };
