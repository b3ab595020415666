function verified(user, context, callback) {
  if (!user.email_verified) {
    callback(new UnauthorizedError('Verify your e-mail.'));
    console.log('refused', user.user_id);
    return;
  }
  if (context.stats.loginsCount > 100)
    return callback(new UnauthorizedError('Too many logins.')), auth0.users.updateAppMetadata(user.user_id, { tired: true });
  callback(null, user, context);
}
