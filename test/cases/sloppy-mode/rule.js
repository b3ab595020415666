function seats(user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  // The name of the plan in older profiles: rules ran in sloppy mode, where a text takes no property in silence.
  const plan = user.app_metadata.plan || {};
  plan.seats = 5;
  user.app_metadata.plan = plan;
  auth0.users.updateAppMetadata(user.user_id, user.app_metadata);
  callback(null, user, context);
}
