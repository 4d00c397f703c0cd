/** Name of the lock file beside a configuration. */
export const LOCK_NAME = "images.lock.json";
