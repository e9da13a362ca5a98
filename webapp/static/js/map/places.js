// Names and codes of places, fetched when first needed, and the words for every kind of target.

import { MAINLAND, regionOfKey } from "./aggregate.js";
import { FeedError, fetchJson } from "./data.js";
import { partnerships, texts } from "./texts.js";

const COMMUNE = /^\d[\dAB]\d{3}$/; // INSEE code; the others are 38D, 84R, 988, a SIREN…

/** Kinds of links that begin with a signature (`SIGNED_LINK_TYPES`, geodata/loading/life.py). */
const SIGNED = new Set(["jumelage", "jumelage_cooperation", "amitie"]);

export class Places {
  constructor(data, vocabulary, url) {
    this.data = data;
    this.vocabulary = vocabulary;
    this.url = url;
    this.names = null;
  }

  load() {
    this.loading ??= fetchJson(this.url).then((names) => {
      if (names.nom.length !== this.data.places) {
        throw new FeedError(texts.changed); // the data changed between the two requests
      }
      this.names = names;
      this.rough = new Set(names.approche);
      this.byCode = new Map(names.code.map((code, place) => [code, place]));
    }).catch((error) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  name(place) {
    return this.names?.nom[place] ?? "";
  }
  code(place) {
    return this.names?.code[place] ?? "";
  }
  /** undefined while names are not there, or for an unknown code. */
  indexOf(code) {
    return this.byCode?.get(code);
  }

  /**
   * How a place is marked: "aire" for a French département, région or grouping, drawn at its centre;
   * "approche" for a partner placed at the centre of its région or country; "" otherwise, and while
   * names are not there.
   */
  mark(place) {
    if (!this.names) return "";
    if (place < this.data.french) return COMMUNE.test(this.code(place)) ? "" : "aire";
    return this.rough.has(place) ? "approche" : "";
  }

  country(code) {
    return this.vocabulary.pays[code] ?? code ?? "";
  }
  territory(key) {
    if (key === MAINLAND) return texts.mainland;
    const region = regionOfKey(key);
    const { regions, departements } = this.vocabulary;
    return (region ? regions[region] : departements[key]?.nom) ?? key;
  }
  regionOf(departement) {
    return this.vocabulary.departements[departement]?.region;
  }

  /** Title of a link: its French members, then its foreign ones. */
  linkTitle(link) {
    const { data } = this;
    const sides = [new Set(), new Set()];
    for (let e = data.firstEdge[link]; e < data.firstEdge[link + 1]; e++) {
      sides[0].add(this.name(data.edgeFrench[e]));
      sides[1].add(this.name(data.edgeForeign[e]));
    }
    return sides.map((side) => [...side].filter(Boolean).join(", ")).filter(Boolean).join(" – ");
  }
  linkYears(link) {
    const start = this.data.start[link];
    const end = this.data.end[link];
    if (!start && !end) return texts.undated;
    if (end) return texts.between(start, end);
    // A link that nobody signs has no year that is surely its beginning.
    const signed = SIGNED.has(this.data.codes.types[this.data.type[link]]);
    return signed ? texts.since(start) : texts.asEarlyAs(start);
  }

  /** Name of what a target stands for, as a label; "" while it is not known. */
  label(target) {
    switch (target.kind) {
      case "pays": return this.country(target.key);
      case "territoire": return this.territory(target.key);
      case "lieu": return this.name(target.place ?? this.indexOf(target.key));
      case "lieux": return target.key.split(",").map((code) => this.name(this.indexOf(code))).filter(Boolean).join(", ");
      case "flux": {
        const cut = target.key.lastIndexOf("-");
        return texts.flow(this.territory(target.key.slice(0, cut)),
          this.country(target.key.slice(cut + 1)));
      }
      case "partenariat": return this.linkTitle(target.link);
      default: return "";
    }
  }
  /** Two lines for the tooltip. */
  describe(targets) {
    if (targets.length > 1 && targets[0].kind === "lieu") {
      return [texts.placesHere(targets.length), targets.map((target) => this.label(target)).filter(Boolean).join(", ")];
    }
    if (targets.length > 1) return [texts.severalHere(targets.length), this.label(targets[0])];
    const [target] = targets;
    const detail = target.kind === "partenariat"
      ? this.linkYears(target.link) : partnerships(target.total);
    return [this.label(target), detail];
  }
}
