import {useEffect, useId, useRef, type ReactNode} from 'react';
import {IconButton} from './Button';
import css from './Dialog.module.css';

interface Props {
    title: string;
    /** Escape, the close button and a click outside all come here. */
    onClose(): void;
    children: ReactNode;
}

/** A modal window; the browser keeps the focus inside and gives it back. Mounted means open. */
export function Dialog({title, onClose, children}: Props) {
    const ref = useRef<HTMLDialogElement>(null);
    const titleId = useId();
    useEffect(() => {
        const dialog = ref.current!;
        dialog.showModal();
        return () => dialog.close();
    }, []);
    return (
        <dialog
            ref={ref}
            className={css.dialog}
            aria-labelledby={titleId}
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
            onMouseDown={(event) => event.target === ref.current && onClose()}
        >
            <div className={css.inside}>
                <header className={css.head}>
                    <h2 id={titleId}>{title}</h2>
                    <IconButton label="Close" onClick={onClose}>
                        ✕
                    </IconButton>
                </header>
                {children}
            </div>
        </dialog>
    );
}
