interface ConnectStepsProps {
  steps: readonly string[];
  /** True for whoever can take the step; everybody else learns who can. */
  canConnect: boolean;
}

/** The one step that connects a back end, or one for each where there are several. */
export function ConnectSteps({ steps, canConnect }: ConnectStepsProps) {
  return (
    <>
      {!canConnect && <p>The platform team connects it with one step:</p>}
      {steps.map((step) => (
        <p key={step} className="[overflow-wrap:anywhere]">
          {step}
        </p>
      ))}
    </>
  );
}
