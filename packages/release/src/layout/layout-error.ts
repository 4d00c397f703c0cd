import { ComposeGenError, type ErrorParts } from "@unicity-sphere/compose-gen";

/** The error for an OCI layout that cannot be published. */
export function layoutInvalid(
  where: string,
  what: string,
  parts: Partial<Pick<ErrorParts, "evidence" | "cause">> = {},
): ComposeGenError {
  return new ComposeGenError({
    code: "LAYOUT_INVALID",
    what,
    where,
    ...parts,
    next: "Build the image again; a layout is what `docker buildx build --output type=oci,tar=false` writes.",
  });
}
