import {useId, useLayoutEffect, useRef, type ReactNode} from 'react';
import {IconButton} from './Button';
import css from './Dialog.module.css';
import {Icon} from './Icon';

interface Props {
    title: string;
    /** Escape, the close button and a click outside all come here. */
    onClose(): void;
    /** `wide` for forms of several parts. */
    size?: 'normal' | 'wide';
    children: ReactNode;
}

/** A modal window; the browser keeps the focus inside and gives it back. Mounted means open. */
export function Dialog({title, onClose, size = 'normal', children}: Props) {
    const ref = useRef<HTMLDialogElement>(null);
    const titleId = useId();
    // Before the element leaves the page, or the browser could not give the focus back.
    useLayoutEffect(() => {
        const dialog = ref.current!;
        dialog.showModal();
        return () => dialog.close();
    }, []);
    return (
        <dialog
            ref={ref}
            className={`${css.dialog} ${css[size]}`}
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
                        <Icon name="close" />
                    </IconButton>
                </header>
                {children}
            </div>
        </dialog>
    );
}

/** The row of buttons that a dialog ends with. */
export function DialogActions({children}: {children: ReactNode}) {
    return <div className={css.actions}>{children}</div>;
}
