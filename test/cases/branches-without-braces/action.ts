import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
	if (!event.user.email) {
		api.access.deny('An address is needed.');
		return;
	}

	if (!event.user.email_verified) { // since 2019
		api.access.deny('Verify ' + event.user.email);
	}
}
