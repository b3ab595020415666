async function terms(user, context, callback) {
  const { Auth0RedirectRuleUtilities, Auth0UserUpdateUtilities } = require('@auth0/rule-utilities@0.2.0');
  const redirects = new Auth0RedirectRuleUtilities(user, context, configuration);
  const updates = new Auth0UserUpdateUtilities(user, auth0);
  if (redirects.isRedirectCallback) {
    try {
      updates.setAppMeta('terms', redirects.validateSessionToken().other.terms);
      await updates.updateAppMeta();
    } catch (error) {
      return callback(error);
    }
  } else if (!updates.getAppMeta('terms')) {
    redirects.doRedirect(configuration.TERMS_URL);
  }
  return callback(null, user, context);
}
