import { NotHere } from "#components/patterns/not-here.tsx";

/** What is not there, or not for the person who looks. */
export default function NotFound() {
  return <NotHere />;
}
