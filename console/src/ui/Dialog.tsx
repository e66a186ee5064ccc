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
  /** Only the buttons close it: what it shows is shown once. */
  sticky?: boolean;
  children: ReactNode;
}

/**
 * A modal window; the browser keeps the focus inside and gives it back. Mounted means open. The
 * focus begins at the element with `data-autofocus`, else at the first that takes it.
 */
export function Dialog({title, onClose, size = 'normal', sticky = false, children}: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before the element leaves the page, or the browser could not give the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current!;
    dialog.showModal();
    // React's autoFocus comes too early: what is not shown yet takes no focus.
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus({preventScroll: true});
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={[css.dialog, css[size]].filter(Boolean).join(' ')}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (!sticky) {
          onClose();
        }
      }}
      onMouseDown={(event) => !sticky && event.target === ref.current && onClose()}
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
