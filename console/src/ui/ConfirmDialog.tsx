import {useState, type ReactNode} from 'react';
import {Button} from './Button';
import {Dialog, DialogActions} from './Dialog';
import css from './ConfirmDialog.module.css';
import {Notice} from './Notice';

interface Props {
  title: string;
  /** What will happen, and what is lost. */
  children: ReactNode;
  /** The word on the button that does it. */
  action: string;
  /** Does it; when it rejects, the dialog stays and says why. */
  onConfirm(): Promise<void>;
  onClose(): void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({title, children, action, onConfirm, onClose}: Props) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  async function confirm() {
    setBusy(true);
    setFailure(null);
    try {
      await onConfirm();
      onClose();
    } catch (problem) {
      setFailure(problem instanceof Error ? problem.message : String(problem));
      setBusy(false);
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <div>{children}</div>
      {failure && <Notice tone="bad">{failure}</Notice>}
      <DialogActions>
        <Button onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button kind="danger" className={css.act} disabled={isBusy} onClick={() => void confirm()}>
          {isBusy ? `${action}…` : action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
