/** The two machines over time, one line each. */
export function StateStrip({sessionId}: {sessionId: string}) {
    return <div>{sessionId}</div>;
}
