/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least that starting a program costs: it does nothing. The floor of the
 * start-up bench.
 */
int main(void)
{
	return 0;
}
