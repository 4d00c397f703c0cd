import type { Health } from "../../checks/summary.ts";
import type { FaultControl } from "../faults/control.ts";
import type { Endpoints } from "../wallets/wallet.ts";

/** The instance that a soak works on. */
export interface SoakHost {
  /** Where its services are. @throws StackError, Interrupted when it cannot be brought up */
  start(): Promise<Endpoints>;
  /** Deletes its whole state and starts it again; only of an instance that this soak has made. */
  renew?(): Promise<Endpoints>;
  /** Ends the relay and starts it again after a pause, with its state and on its port. */
  restartRelay?(downMs: number): Promise<void>;
  /** Takes faults; absent where they are not wanted. */
  control?(): FaultControl;
  /** Makes every check now. */
  health(): Promise<Health>;
  /** Copies what the services wrote into a folder, as far as it can. */
  saveLogs(folder: string): void;
  /** Folder for the wallets. */
  readonly wallets: string;
  /** Removes what the soak has made. */
  end(): Promise<void>;
}
