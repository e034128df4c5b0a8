// SPDX-License-Identifier: GPL-2.0
static int body(struct frame *f)
{
	CO_BEGIN(f);
	switch (f->in) {	/* bad: a switch */
	case 1:
		CO_YIELD(f, 1);
		break;
	}
	CO_FINALLY(f);
	CO_END(f);
}
