import { isSupported } from "./is-supported.ts";
import { startPage } from "./start-page.ts";

const root = document.getElementById("page");
// Without the features nothing is touched: the document's own words stay and show themselves.
if (root !== null && isSupported()) void startPage(root);
