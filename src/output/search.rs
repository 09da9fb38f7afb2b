//! The index of the search box: one file, or a head and its pieces.

use super::{About, Bytes, Context, Kind, Planner};
use crate::site::addresses::SEARCH;

/// The head, or the whole index.
#[derive(Debug)]
struct Head;

/// A piece, by its number from 0.
#[derive(Debug)]
struct Piece(usize);

pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.put(planner.site.edition.file(SEARCH).to_out(), Head);
    for piece in 0..planner.search.pieces().len() {
        // The script of the search box builds the same name.
        let out = planner.site.edition.file(&format!("search/{piece}.json"));
        planner.put(out.to_out(), Piece(piece));
    }
}

impl About for Head {}

impl Kind for Head {
    const NAME: &'static str = "search";

    type Inputs<'c> = Bytes<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Bytes<'c> {
        Bytes(context.search.head())
    }
}

impl About for Piece {}

impl Kind for Piece {
    const NAME: &'static str = "search-piece";

    type Inputs<'c> = Bytes<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Bytes<'c> {
        Bytes(context.search.pieces().get(self.0).map(Vec::as_slice).unwrap_or_default())
    }
}
