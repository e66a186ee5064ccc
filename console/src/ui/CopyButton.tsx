import {useEffect, useState} from 'react';
import {Button} from './Button';

/** Copies a text; it says so for two seconds, or that the browser refused. */
export function CopyButton({text, label = 'Copy'}: {text: string; label?: string}) {
    const [said, setSaid] = useState<string | null>(null);
    useEffect(() => {
        if (said !== null) {
            const timer = setTimeout(() => setSaid(null), 2000);
            return () => clearTimeout(timer);
        }
        return undefined;
    }, [said]);
    async function copy() {
        try {
            await navigator.clipboard.writeText(text);
            setSaid('Copied');
        } catch {
            setSaid('The browser did not allow it');
        }
    }
    return (
        <Button kind="quiet" size="small" onClick={() => void copy()}>
            <span aria-live="polite">{said ?? label}</span>
        </Button>
    );
}
