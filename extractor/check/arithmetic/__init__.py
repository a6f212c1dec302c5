"""Claims that others work out (sums, differences, changes, multiples, shares, prices, orders) -> checks of them."""
