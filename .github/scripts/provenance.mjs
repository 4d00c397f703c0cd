// Prints the SLSA provenance (v1, https://slsa.dev/spec/v1.0/provenance) of what this job of GitHub Actions releases; build
// type https://actions.github.io/buildtypes/workflow/v1.
const required = (name) => {
  const value = process.env[name];
  if (value) return value;
  console.error(`${name} is not set: provenance is stated in a job of GitHub Actions.`);
  process.exit(3);
};
const server = required("GITHUB_SERVER_URL");
const repository = `${server}/${required("GITHUB_REPOSITORY")}`;
// owner/name/.github/workflows/file.yml@refs/heads/main
const workflow = required("GITHUB_WORKFLOW_REF");
const path = workflow.split("@")[0].split("/").slice(2).join("/");
const ref = required("GITHUB_REF");

const predicate = {
  buildDefinition: {
    buildType: "https://actions.github.io/buildtypes/workflow/v1",
    externalParameters: { workflow: { ref, repository, path } },
    internalParameters: {
      github: {
        event_name: required("GITHUB_EVENT_NAME"),
        repository_id: required("GITHUB_REPOSITORY_ID"),
        repository_owner_id: required("GITHUB_REPOSITORY_OWNER_ID"),
        runner_environment: process.env.RUNNER_ENVIRONMENT ?? "github-hosted",
      },
    },
    resolvedDependencies: [
      { uri: `git+${repository}@${ref}`, digest: { gitCommit: required("GITHUB_SHA") } },
    ],
  },
  runDetails: {
    builder: { id: `${server}/${workflow}` },
    metadata: {
      invocationId: `${repository}/actions/runs/${required("GITHUB_RUN_ID")}/attempts/${required("GITHUB_RUN_ATTEMPT")}`,
    },
  },
};
console.log(JSON.stringify(predicate, null, 2));
