/** The line icons (Lucide, ISC licence). Only those named here reach the bundle. */
import {
  ArrowRight,
  Bell,
  Book,
  Calculator,
  Check,
  ChevronDown,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  CircleX,
  ClockAlert,
  Copy,
  Delete,
  EyeOff,
  FileInput,
  GraduationCap,
  HandCoins,
  History,
  Hourglass,
  Info,
  KeyRound,
  Languages,
  List,
  Lock,
  Minus,
  Monitor,
  Pause,
  PencilLine,
  Percent,
  Plug,
  Plus,
  QrCode,
  ReceiptText,
  RefreshCw,
  RotateCcw,
  ScanBarcode,
  Search,
  Settings,
  ShieldAlert,
  ShieldCheck,
  Smartphone,
  Store,
  TimerOff,
  Trash2,
  TriangleAlert,
  Turtle,
  CopyCheck,
  Undo2,
  Volume2,
  Wifi,
  WifiOff,
  X,
} from 'lucide';

const icons = {
  'arrow-right': ArrowRight,
  bell: Bell,
  book: Book,
  calculator: Calculator,
  check: Check,
  'chevron-down': ChevronDown,
  'circle-alert': CircleAlert,
  'circle-check': CircleCheck,
  'circle-dashed': CircleDashed,
  'circle-help': CircleQuestionMark,
  'circle-x': CircleX,
  'clock-alert': ClockAlert,
  copy: Copy,
  'copy-check': CopyCheck,
  delete: Delete,
  'eye-off': EyeOff,
  'file-input': FileInput,
  'graduation-cap': GraduationCap,
  'hand-coins': HandCoins,
  history: History,
  hourglass: Hourglass,
  info: Info,
  'key-round': KeyRound,
  languages: Languages,
  list: List,
  lock: Lock,
  minus: Minus,
  monitor: Monitor,
  pause: Pause,
  'pencil-line': PencilLine,
  percent: Percent,
  plug: Plug,
  plus: Plus,
  'qr-code': QrCode,
  'receipt-text': ReceiptText,
  'refresh-cw': RefreshCw,
  'rotate-ccw': RotateCcw,
  'scan-barcode': ScanBarcode,
  search: Search,
  settings: Settings,
  'shield-alert': ShieldAlert,
  'shield-check': ShieldCheck,
  smartphone: Smartphone,
  store: Store,
  'timer-off': TimerOff,
  'trash-2': Trash2,
  'triangle-alert': TriangleAlert,
  turtle: Turtle,
  'undo-2': Undo2,
  'volume-2': Volume2,
  wifi: Wifi,
  'wifi-off': WifiOff,
  x: X,
} as const;

export type IconName = keyof typeof icons;

interface IconProps {
  readonly name: IconName;
  /** Edge length in CSS pixels. */
  readonly size?: number;
  /** 2 for controls, 2.25 for states. */
  readonly strokeWidth?: number;
  readonly class?: string;
}

/** An icon beside a word; always hidden from assistive technology, because the word is there. */
export function Icon({ name, size = 24, strokeWidth = 2, class: className }: IconProps) {
  return (
    <svg
      class={className === undefined ? 'icon' : `icon ${className}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={strokeWidth}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {icons[name].map(([tag, attributes], index) => {
        const Tag = tag as 'path';
        return <Tag key={index} {...attributes} />;
      })}
    </svg>
  );
}
