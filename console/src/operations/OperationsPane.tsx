export function OperationsPane({sessionId}: {sessionId: string}) {
    return <section aria-label="Operations">{sessionId}</section>;
}
