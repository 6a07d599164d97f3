/** Longer pieces cost more to insert into, shorter ones more to find. */
const PIECE = 512;

type Compare<Item> = (one: Item, other: Item) => number;

/** Items in order, in pieces, so that one goes in or out without moving all the others. */
export class SortedList<Item> {
  readonly #pieces: Item[][] = [[]];
  readonly #compare: Compare<Item>;

  /** @param compare a total order: 0 only for the same item */
  constructor(compare: Compare<Item>) {
    this.#compare = compare;
  }

  add(item: Item): void {
    const number = Math.min(this.#pieceOf(item), this.#pieces.length - 1);
    const piece = this.#pieces[number] as Item[];
    piece.splice(this.#placeIn(piece, item), 0, item);
    if (piece.length > PIECE) this.#pieces.splice(number + 1, 0, piece.splice(PIECE / 2));
  }

  /** False when it is not there. */
  remove(item: Item): boolean {
    const number = this.#pieceOf(item);
    const piece = this.#pieces[number] ?? [];
    const place = this.#placeIn(piece, item);
    const found = piece[place];
    if (found === undefined || this.#compare(found, item) !== 0) return false;
    piece.splice(place, 1);
    if (piece.length === 0 && this.#pieces.length > 1) this.#pieces.splice(number, 1);
    return true;
  }

  /** All from the first that is not before the given one; from the first of all when none is given. */
  *from(start?: Item): Generator<Item> {
    let number = start === undefined ? 0 : this.#pieceOf(start);
    let place = start === undefined ? 0 : this.#placeIn(this.#pieces[number] ?? [], start);
    for (; number < this.#pieces.length; number += 1, place = 0) {
      const piece = this.#pieces[number] as Item[];
      for (; place < piece.length; place += 1) yield piece[place] as Item;
    }
  }

  /** The first piece whose last item is not before the given one; one past the end when there is none. */
  #pieceOf(item: Item): number {
    return firstThat(this.#pieces.length, (number) => {
      const last = this.#pieces[number]?.at(-1);
      return last === undefined || this.#compare(last, item) >= 0;
    });
  }

  #placeIn(piece: Item[], item: Item): number {
    return firstThat(piece.length, (place) => this.#compare(piece[place] as Item, item) >= 0);
  }
}

/** The first number from 0 that meets a condition which all later ones meet too; `count` when none does. */
function firstThat(count: number, holds: (number: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
