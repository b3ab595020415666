function newcomers(user, context, callback) {
  if (context.stats.logins_count > 1) return callback(null, user, context);
  if (context.request.language === 'de') context.idToken['https://a.io/l'] = 'de';
  if (context.organization && context.organization.display_name) context.idToken['https://a.io/o'] = context.organization.display_name;
  callback(null, user, context);
}
