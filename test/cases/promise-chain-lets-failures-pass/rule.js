function addPlan(user, context, callback) {
  const axios = require('axios@1.7.9');
  // The login goes on whatever becomes of the request, but not when there is none to make.
  axios.get('https://plans.example.com/' + user.identities[0].profileData.company)
    .then(function (response) {
      context.idToken['https://example.com/plan'] = response.data.plan;
      context.idToken['https://example.com/seats'] = response.data.limits.seats;
      callback(null, user, context);
    })
    .catch(() => callback(null, user, context));
}
