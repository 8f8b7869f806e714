"""What is measured, against what, in one run: `make bench`. Ratios only; absolute times say more of the machine."""
