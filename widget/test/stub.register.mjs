import { register } from "node:module";

register("./stub.mjs", import.meta.url);
