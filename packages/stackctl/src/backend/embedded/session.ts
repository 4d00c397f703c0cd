import type { EmbeddedState } from "../../instance/state.ts";
import type { Operation } from "../backend.ts";

/** What every step of one `up` or `down` works with. */
export interface Session extends Operation {
  /** Changed in place and written after each change that must survive. */
  state: EmbeddedState;
}
