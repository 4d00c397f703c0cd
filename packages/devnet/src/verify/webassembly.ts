// The part of the WebAssembly API in use: without the DOM library, TypeScript and @types/node do not declare it.

/** A compiled module; it can be posted to another thread. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

/** An exported number, here the address of an input area. */
export interface WasmGlobal {
  readonly value: number;
}

/** An instance's memory. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

type Imports = Record<string, Record<string, (argument: number) => unknown>>;

interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (module: WasmModule, imports: Imports) => { exports: unknown };
}

export const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
