function (user, context, callback) {
	if (!user.email)
		return callback(new UnauthorizedError('An address is needed.'));

	if (!user.email_verified) // since 2019
		callback(new UnauthorizedError('Verify ' + user.email));
	else
		callback(null, user, context);
}
