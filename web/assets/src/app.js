// What every screen loads. Each page works without it: links are links, forms
// are forms; this makes them quicker to use.

import "htmx.org";
import { guardAgainstSecondClick } from "./guard.js";
import { listenToKeys } from "./keys.js";
import { listenToScanner } from "./scanner.js";
import { filterTables } from "./filter.js";
import { nameFiles } from "./files.js";
import { sendFilesEarly } from "./early.js";
import { openDialogs, printPages } from "./buttons.js";

listenToScanner();
listenToKeys();
guardAgainstSecondClick();
filterTables();
openDialogs();
printPages();
nameFiles();
sendFilesEarly();
